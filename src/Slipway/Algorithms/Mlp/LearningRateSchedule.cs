using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How the learning rate changes over a training of <c>T</c> steps; <c>t</c> counts after the warm-up.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LearningRateSchedule>))]
public enum LearningRateSchedule
{
    /// <summary>The same at every step.</summary>
    Constant,

    /// <summary>Falls linearly to zero.</summary>
    Linear,

    /// <summary>Falls along half a cosine to zero (Loshchilov and Hutter, arXiv:1608.03983, without restarts).</summary>
    Cosine,

    /// <summary>Falls as <c>1 / sqrt(1 + epoch)</c>.</summary>
    InverseSquareRoot,

    /// <summary>Rises to the learning rate over the first 30% of training and falls to zero along cosines (Smith, arXiv:1708.07120).</summary>
    OneCycle,
}

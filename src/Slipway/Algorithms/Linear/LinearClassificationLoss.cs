using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>Loss of a linear classifier.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinearClassificationLoss>))]
public enum LinearClassificationLoss
{
    /// <summary>Logistic loss; multinomial (softmax) for more than two classes. Gives calibrated probabilities.</summary>
    Logistic,

    /// <summary><c>max(0, 1 - margin)</c>, the loss of the linear support vector machine; one class against the rest for more than two.</summary>
    Hinge,

    /// <summary><c>max(0, 1 - margin)^2 / 2</c>, smoother than hinge; one class against the rest for more than two.</summary>
    SquaredHinge,
}

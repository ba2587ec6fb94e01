using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>How a gradient becomes a step.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Optimizer>))]
public enum Optimizer
{
    /// <summary>Adam (Kingma and Ba, arXiv:1412.6980); weight decay is an L2 penalty inside the gradient.</summary>
    Adam,

    /// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101).</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with momentum.</summary>
    Sgd,
}

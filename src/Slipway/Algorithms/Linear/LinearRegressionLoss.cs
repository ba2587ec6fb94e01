using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>Loss of a linear regressor.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LinearRegressionLoss>))]
public enum LinearRegressionLoss
{
    /// <summary>Half the squared error: predicts the mean.</summary>
    Squared,

    /// <summary>Squared near zero, absolute beyond <see cref="LinearRegressor.HuberDelta"/>: less moved by outliers (Huber, 1964).</summary>
    Huber,

    /// <summary>Pinball loss: predicts the <see cref="LinearRegressor.Quantile"/> (Koenker and Bassett, 1978).</summary>
    Quantile,
}

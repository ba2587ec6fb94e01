using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>JSON of the built-in algorithms, generated, so that they work in trimmed and NativeAOT applications.</summary>
[JsonSerializable(typeof(MlpClassifier))]
[JsonSerializable(typeof(MlpRegressor))]
[JsonSerializable(typeof(LinearClassifier))]
[JsonSerializable(typeof(LinearRegressor))]
[JsonSerializable(typeof(DecisionTreeClassifier))]
[JsonSerializable(typeof(DecisionTreeRegressor))]
[JsonSerializable(typeof(RandomForestClassifier))]
[JsonSerializable(typeof(RandomForestRegressor))]
[JsonSerializable(typeof(AdaBoostClassifier))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class AlgorithmJson : JsonSerializerContext;

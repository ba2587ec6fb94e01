using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>JSON of the built-in algorithms, generated, so that they work in trimmed and NativeAOT applications.</summary>
[JsonSerializable(typeof(MlpClassifier))]
[JsonSerializable(typeof(MlpRegressor))]
[JsonSerializable(typeof(LinearClassifier))]
[JsonSerializable(typeof(LinearRegressor))]
[JsonSerializable(typeof(KMeans))]
[JsonSerializable(typeof(KNearestNeighborsClassifier))]
[JsonSerializable(typeof(KNearestNeighborsRegressor))]
[JsonSerializable(typeof(Pca))]
[JsonSerializable(typeof(FactorizationMachineClassifier))]
[JsonSerializable(typeof(FactorizationMachineRegressor))]
[JsonSerializable(typeof(RandomCutForest))]
[JsonSerializable(typeof(SvmClassifier))]
[JsonSerializable(typeof(SvmRegressor))]
[JsonSerializable(typeof(DecisionTreeClassifier))]
[JsonSerializable(typeof(DecisionTreeRegressor))]
[JsonSerializable(typeof(RandomForestClassifier))]
[JsonSerializable(typeof(RandomForestRegressor))]
[JsonSerializable(typeof(AdaBoostClassifier))]
[JsonSerializable(typeof(Dictionary<string, double>))]
internal sealed partial class AlgorithmJson : JsonSerializerContext;

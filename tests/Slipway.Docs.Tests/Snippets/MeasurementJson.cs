using System.Text.Json.Serialization;

namespace Slipway.Docs.Tests.Snippets;

[JsonSerializable(typeof(Measurement))]
internal sealed partial class MeasurementJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Confluent.Kafka;
using Slipway.TestProcess;

namespace Slipway.KafkaProcess;

/// <summary>How the process learns from a topic; the tests do the same beside it.</summary>
public static class TopicRecipe
{
    public static JsonTypeInfo<SensorRow> Rows => SensorJson.Default.SensorRow;

    /// <summary>Learns all records and gives the digest of the model.</summary>
    public static async Task<string> RunAsync(string brokers, string topic, string output, string name)
    {
        var stream = DataChannel.FromKafka(
            new ConsumerConfig { BootstrapServers = brokers }, topic, Rows, new KafkaOptions { StopAtEnd = true })
            .WithLabel(nameof(SensorRow.State));
        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [64, 64], BatchSize = 16 })
            .WithOutput(output).WithJobName(name).WithSeed(7).WithMaxThreads(1)
            .FitStreamAsync(stream, StreamRecipe.Options with { MicroBatchRows = 64, WindowRows = 512, SnapshotRows = 256 });
        using var model = await job.Completion;
        return model.Digest;
    }
}

/// <summary>JSON of the rows.</summary>
[JsonSerializable(typeof(SensorRow))]
internal sealed partial class SensorJson : JsonSerializerContext;

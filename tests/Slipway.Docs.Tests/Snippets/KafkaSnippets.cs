using System.Text.Json;
using Confluent.Kafka;

namespace Slipway.Docs.Tests.Snippets;

public class KafkaSnippets : IClassFixture<SnippetFolder>
{
    [Fact]
    public async Task FromKafka_GivenTopic_LearnsItsRecords()
    {
        // librdkafka's own mock of a cluster: a broker on loopback that speaks the real protocol.
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig(new Dictionary<string, string> { ["test.mock.num.brokers"] = "1", ["bootstrap.servers"] = "ignored:1" }))
            .SetLogHandler((_, _) => { }).Build();
        for (var i = 0; i < 600; i++)
        {
            producer.Produce(new TopicPartition("measurements", 0), new Message<Null, byte[]>
            {
                Value = JsonSerializer.SerializeToUtf8Bytes(StreamSnippets.Of(i), MeasurementJson.Default.Measurement),
            });
        }

        producer.Flush(TimeSpan.FromSeconds(60));
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(30)).Brokers[0];
        var brokers = $"{broker.Host}:{broker.Port}";

        #region kafka-fit
        var stream = DataChannel.FromKafka(
            new ConsumerConfig { BootstrapServers = brokers, SecurityProtocol = SecurityProtocol.Plaintext },
            "measurements",
            MeasurementJson.Default.Measurement,                 // [JsonSerializable(typeof(Measurement))] partial class MeasurementJson
            new KafkaOptions { Partitions = [0] })
            .WithLabel("Kind");

        await using var job = await Estimator.For(new MlpClassifier { HiddenLayers = [16] })
            .WithOutput("jobs")
            .WithJobName("measurements-topic")                   // goes on from its checkpoint when it is started again
            .FitStreamAsync(stream, new StreamingOptions { ExactlyOnce = true, WindowRows = 512 });
        #endregion

        using (await job.WaitForModelAsync())
        {
            await job.StopAsync();
        }

        Assert.Contains("measurements", job.Progress.Position!, StringComparison.Ordinal);
    }
}

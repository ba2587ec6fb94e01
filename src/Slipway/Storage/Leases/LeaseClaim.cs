using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Storage;

/// <summary>Content of a <c>claim.json</c>: who holds a lease, and for how long without a sign of life.</summary>
/// <param name="Token">Random, one for each claim.</param>
/// <param name="Machine">Name of the machine.</param>
/// <param name="ProcessId">The process there.</param>
/// <param name="Duration">Time after which the lease runs out.</param>
/// <param name="Time">When it was made, by the holder's clock; to be read by people only.</param>
internal sealed record LeaseClaim(string Token, string Machine, int ProcessId, TimeSpan Duration, DateTimeOffset Time)
{
    /// <summary>E.g. <c>process 17 on mill</c>.</summary>
    public string Holder => FormattableString.Invariant($"process {ProcessId} on {Machine}");

    public static LeaseClaim Create(TimeSpan duration, DateTimeOffset now) =>
        new(Guid.NewGuid().ToString("N"), Environment.MachineName, Environment.ProcessId, duration, now);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject
        {
            ["token"] = Token,
            ["machine"] = Machine,
            ["process_id"] = ProcessId,
            ["lease_seconds"] = Duration.TotalSeconds,
            ["time"] = Time,
        },
        Jobs.JobJson.Default.JsonObject);

    /// <exception cref="InvalidDataException">It is no claim; the message names the object.</exception>
    public static LeaseClaim Read(Uri uri, byte[] content)
    {
        try
        {
            var json = JsonNode.Parse(content)!;
            return new LeaseClaim(
                json["token"]!.GetValue<string>(), json["machine"]!.GetValue<string>(), json["process_id"]!.GetValue<int>(),
                TimeSpan.FromSeconds(json["lease_seconds"]!.GetValue<double>()), json["time"]!.GetValue<DateTimeOffset>());
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{uri}' is no claim of a lease ({e.Message}). Something else wrote it; choose another place.", e);
        }
    }
}

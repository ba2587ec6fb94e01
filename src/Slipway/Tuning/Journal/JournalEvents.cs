using System.Text.Json;

namespace Slipway.Tuning;

/// <summary>The kinds of lines after the first, and how each is written.</summary>
internal static class JournalEvents
{
    public const string Opened = "opened";
    public const string Prior = "prior";
    public const string Asked = "asked";
    public const string Reported = "report";
    public const string Restarted = "restarted";
    public const string Told = "told";
    public const string Pruned = "pruned";
    public const string Failed = "failed";

    /// <summary>The kind that the reader stands at, without a new string for each line.</summary>
    public static string Known(ref Utf8JsonReader json) =>
        json.ValueTextEquals("report"u8) ? Reported
        : json.ValueTextEquals("asked"u8) ? Asked
        : json.ValueTextEquals("told"u8) ? Told
        : json.GetString()!;

    /// <summary>The kind that ends a trial like this one.</summary>
    public static string Ending(TrialState state) => state switch
    {
        TrialState.Completed => Told,
        TrialState.Pruned => Pruned,
        _ => Failed,
    };

    public static void WriteAsked(Utf8JsonWriter json, ParameterSpace space, Trial trial)
    {
        json.WriteNumber("trial"u8, trial.Number);
        SpaceJson.WritePoint(json, space, trial.Point);
        WriteJob(json, trial);
        json.WriteString("time"u8, trial.Started);
    }

    public static void WriteReport(Utf8JsonWriter json, Trial trial)
    {
        json.WriteNumber("trial"u8, trial.Number);
        json.WriteNumber("step"u8, trial.Reports[^1].Step);
        json.WriteNumber("value"u8, trial.Reports[^1].Value);
    }

    public static void WriteRestarted(Utf8JsonWriter json, Trial trial)
    {
        json.WriteNumber("trial"u8, trial.Number);
        WriteJob(json, trial);
    }

    public static void WriteEnded(Utf8JsonWriter json, Trial trial)
    {
        json.WriteNumber("trial"u8, trial.Number);
        WriteOutcome(json, trial);
        json.WriteString("time"u8, trial.Ended!.Value);
    }

    public static void WritePrior(Utf8JsonWriter json, ParameterSpace space, Trial trial)
    {
        WriteAsked(json, space, trial);
        json.WriteString("state"u8, trial.State.ToString());
        WriteOutcome(json, trial);
        json.WriteStartArray("reports"u8);
        foreach (var (step, value) in trial.Reports)
        {
            json.WriteNumberValue(step);
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        if (trial.Ended is { } ended)
        {
            json.WriteString("ended"u8, ended);
        }
    }

    public static void WriteOpened(Utf8JsonWriter json, DateTimeOffset time)
    {
        json.WriteNumber("pid"u8, Environment.ProcessId);
        json.WriteString("machine"u8, Environment.MachineName);
        json.WriteString("time"u8, time);
    }

    private static void WriteOutcome(Utf8JsonWriter json, Trial trial)
    {
        if (trial.State == TrialState.Completed)
        {
            json.WriteStartArray("values"u8);
            foreach (var value in trial.Values)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteString("reason"u8, trial.Reason);
        }
    }

    private static void WriteJob(Utf8JsonWriter json, Trial trial)
    {
        if (trial.JobName is not null)
        {
            json.WriteString("job"u8, trial.JobName);
        }
    }
}

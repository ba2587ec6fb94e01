namespace Slipway.Tests.Data.Binding;

internal static class ChannelDraining
{
    /// <summary>Reads a channel to its end and returns the number of rows.</summary>
    public static long Drain(this DataChannel channel)
    {
        using var reader = channel.Open();
        var rows = 0L;
        while (reader.Read() is { } batch)
        {
            rows += batch.Length;
            batch.Dispose();
        }

        return rows;
    }

    /// <summary>The records of a channel.</summary>
    public static List<T> ToRecords<T>(this DataChannel channel)
    {
        var rows = new List<T>();
        channel.Where<T>(row =>
        {
            rows.Add(row);
            return true;
        }).Drain();
        return rows;
    }
}

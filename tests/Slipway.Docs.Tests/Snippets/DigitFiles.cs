using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Apache.Arrow;

namespace Slipway.Docs.Tests.Snippets;

/// <summary>Writes the shipped digits in the other formats that the pages show.</summary>
internal static class DigitFiles
{
    public static async Task WriteAsync()
    {
        var rows = await ReadAsync();
        string[] names = [.. Enumerable.Range(0, 64).Select(i => $"p{i}")];
        await File.WriteAllLinesAsync("digits.tsv", [string.Join('\t', [.. names, "digit"]), .. rows.Select(r => string.Join('\t', r))]);
        await File.WriteAllLinesAsync("digits.jsonl", rows.Select(r => $"{{\"pixels\":[{string.Join(',', r[..64])}],\"digit\":{r[64]}}}"));
        await File.WriteAllLinesAsync("digits.libsvm", rows.Select(r => string.Create(
            CultureInfo.InvariantCulture, $"{r[64]} {string.Join(' ', r[..64].Index().Where(c => c.Item != 0).Select(c => $"{c.Index + 1}:{c.Item}"))}")));

        using (var images = new GZipStream(File.Create("digits-images-idx3-ubyte.gz"), CompressionLevel.Fastest))
        {
            images.Write(Header(3, rows.Count, 8, 8));
            rows.ForEach(r => images.Write([.. r[..64].Select(v => (byte)Math.Min(255, v * 16))]));
        }

        await File.WriteAllBytesAsync("digits-labels-idx1-ubyte", [.. Header(1, rows.Count), .. rows.Select(r => (byte)r[64])]);
        WriteNpy("digits.npy", $"({rows.Count}, 64)", rows.SelectMany(r => r[..64]));
        WriteNpy("labels.npy", $"({rows.Count},)", rows.Select(r => r[64]));
    }

    private static async Task<List<int[]>> ReadAsync()
    {
        var rows = new List<int[]>();
        await foreach (var batch in DataChannel.FromCsv("digits.csv.gz").ReadAsync())
        {
            using (batch)
            {
                var columns = batch.Arrays.Cast<DoubleArray>().ToArray();
                rows.AddRange(Enumerable.Range(0, batch.Length).Select(i => columns.Select(c => (int)c.Values[i]).ToArray()));
            }
        }

        return rows;
    }

    private static byte[] Header(byte rank, params int[] sizes)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, rank);
        foreach (var (i, size) in sizes.Index())
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), size);
        }

        return header;
    }

    private static void WriteNpy(string path, string shape, IEnumerable<int> values)
    {
        var text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}";
        text = text.PadRight(117 - ((10 + 117 + 1) % 64)) + "\n";
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write([0x93, .. "NUMPY"u8, 1, 0]);
        writer.Write((ushort)text.Length);
        writer.Write(Encoding.ASCII.GetBytes(text));
        foreach (var value in values)
        {
            writer.Write((float)value);
        }
    }
}

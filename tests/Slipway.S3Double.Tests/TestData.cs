namespace Slipway.S3Double.Tests;

/// <summary>Bytes that differ at every place where they might be mixed up.</summary>
internal static class TestData
{
    public static byte[] Bytes(int count, int seed = 1)
    {
        var data = new byte[count];
        new Random(seed).NextBytes(data);
        return data;
    }
}

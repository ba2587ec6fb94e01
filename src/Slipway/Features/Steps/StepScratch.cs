namespace Slipway.Features;

/// <summary>Buffers of one encoding thread; they grow and are reused.</summary>
internal sealed class StepScratch
{
    /// <summary>Rows that are encoded column by column before the next ones: their part of the output stays in the cache.</summary>
    public const int TileRows = 512;

    private byte[] _bytes = new byte[256];
    private float[] _floats = [];
    private float[] _outputs = [];

    public double[] Doubles { get; } = new double[TileRows];

    /// <summary>Start and end of each word; replaced by a larger one when it is full.</summary>
    public int[] Words { get; set; } = new int[64];

    /// <summary>Hashed n-grams; replaced by a larger one when it is full.</summary>
    public int[] Hashes { get; set; } = new int[64];

    public byte[] Bytes(int count)
    {
        if (_bytes.Length < count)
        {
            _bytes = new byte[Math.Max(count, _bytes.Length * 2)];
        }

        return _bytes;
    }

    public float[] Floats(int count) => _floats.Length >= count ? _floats : _floats = new float[count];

    /// <summary>Exactly <paramref name="count"/> values, apart from <see cref="Floats"/>.</summary>
    public Span<float> Outputs(int count) => (_outputs.Length >= count ? _outputs : _outputs = new float[count]).AsSpan(0, count);
}

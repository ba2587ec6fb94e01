using System.IO.Hashing;
using System.Numerics;

namespace Slipway.Data;

/// <summary>
/// Counts different values: exactly, by their 64-bit hashes, up to a number; then by HyperLogLog (Flajolet et al., 2007) with 2^14 registers and
/// linear counting for small numbers: standard error 0.8%.
/// </summary>
internal sealed class DistinctCounter(int exactUpTo)
{
    private const int IndexBits = 14;
    private const int Registers = 1 << IndexBits;

    private HashSet<ulong>? _hashes = [];
    private byte[] _registers = [];

    public bool IsExact => _hashes is not null;

    public long Count => _hashes?.Count ?? Estimate();

    /// <summary>Adds a number; both zeros are one value.</summary>
    public void Add(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);
        Span<byte> bytes = stackalloc byte[8];
        BitConverter.TryWriteBytes(bytes, bits);
        Add(bytes);
    }

    public void Add(ReadOnlySpan<byte> value)
    {
        var hash = XxHash3.HashToUInt64(value);
        if (_hashes is null)
        {
            Register(hash);
            return;
        }

        if (_hashes.Add(hash) && _hashes.Count > exactUpTo)
        {
            _registers = new byte[Registers];
            foreach (var known in _hashes)
            {
                Register(known);
            }

            _hashes = null;
        }
    }

    private void Register(ulong hash)
    {
        var at = (int)(hash >> (64 - IndexBits));
        var rank = (byte)(BitOperations.LeadingZeroCount((hash << IndexBits) | (1UL << (IndexBits - 1))) + 1);
        _registers[at] = Math.Max(_registers[at], rank);
    }

    private long Estimate()
    {
        double sum = 0;
        var empty = 0;
        foreach (var register in _registers)
        {
            sum += Math.ScaleB(1, -register);
            empty += register == 0 ? 1 : 0;
        }

        var raw = 0.7213 / (1 + (1.079 / Registers)) * Registers * Registers / sum;
        return (long)Math.Round(raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw);
    }
}

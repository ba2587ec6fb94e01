using System.Buffers.Binary;

namespace Slipway.Data;

/// <summary>Reads <c>aialgs.data.Value</c>. Packed and single values are understood, and fields of later versions are passed
/// over.</summary>
internal sealed class TensorParser
{
    private const int ValuesField = 1;
    private const int KeysField = 2;
    private const int ShapeField = 3;

    private byte[] _values = [];
    private int _valueBytes;
    private ulong[] _keys = [];
    private int _keyCount;

    /// <summary>The value in a message; it stays valid until the next call.</summary>
    /// <param name="value">The bytes of the message.</param>
    /// <exception cref="RecordIoException">It is no such value.</exception>
    public Tensor Parse(ReadOnlySpan<byte> value)
    {
        var reader = new ProtobufReader(value);
        TensorKind? kind = null;
        ReadOnlySpan<byte> body = default;
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if (field is not ((int)TensorKind.Float32 or (int)TensorKind.Float64 or (int)TensorKind.Int32 or (int)TensorKind.Bytes))
            {
                reader.Skip(wireType);
                continue;
            }

            if (kind is not null || wireType != ProtobufReader.Bytes)
            {
                throw new RecordIoException("a value of the record is not one tensor");
            }

            kind = (TensorKind)field;
            body = reader.ReadBytes();
        }

        return kind switch
        {
            null => throw new RecordIoException("a value of the record has no tensor that is known"),
            TensorKind.Bytes => ParseBytes(body),
            { } numbers => ParseNumbers(numbers, body),
        };
    }

    private static Tensor ParseBytes(ReadOnlySpan<byte> body)
    {
        var reader = new ProtobufReader(body);
        ReadOnlySpan<byte> found = default;
        var count = 0;
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if (field == ValuesField && wireType == ProtobufReader.Bytes)
            {
                found = reader.ReadBytes();
                count++;
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return count == 1
            ? new Tensor { Kind = TensorKind.Bytes, Values = found }
            : throw new RecordIoException(FormattableString.Invariant($"a value of bytes has {count} parts"), expected: "one");
    }

    private Tensor ParseNumbers(TensorKind kind, ReadOnlySpan<byte> body)
    {
        _valueBytes = 0;
        _keyCount = 0;
        UInt128? size = null;
        ReadOnlySpan<byte> inPlace = default;
        var chunks = 0; // 0: in the scratch, if anywhere; 1: in place; more: in the scratch
        var element = kind == TensorKind.Float64 ? sizeof(double) : sizeof(float);
        var single = kind == TensorKind.Int32 ? ProtobufReader.Varint
            : kind == TensorKind.Float64 ? ProtobufReader.Fixed64 : ProtobufReader.Fixed32;
        var reader = new ProtobufReader(body);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            switch (field)
            {
                case ValuesField when wireType == ProtobufReader.Bytes && kind == TensorKind.Int32:
                    AddIntegers(reader.ReadBytes());
                    break;
                case ValuesField when wireType == ProtobufReader.Bytes:
                    var chunk = reader.ReadBytes();
                    if (chunk.Length % element != 0)
                    {
                        throw new RecordIoException("the values of a tensor do not end where the tensor does");
                    }

                    AddValues(chunks == 1 ? inPlace : default);
                    AddValues(chunks > 0 ? chunk : default);
                    inPlace = chunk;
                    chunks++;
                    break;
                case ValuesField when wireType == single && kind == TensorKind.Int32:
                    AddInteger(reader.ReadVarint());
                    break;
                case ValuesField when wireType == single:
                    AddValues(chunks == 1 ? inPlace : default);
                    AddValues(reader.ReadFixed(element));
                    chunks = 2;
                    break;
                case KeysField when wireType is ProtobufReader.Bytes or ProtobufReader.Varint:
                    AddKeys(ref reader, wireType);
                    break;
                case ShapeField when wireType is ProtobufReader.Bytes or ProtobufReader.Varint:
                    size = Multiply(ref reader, wireType, size);
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }

        return new Tensor
        {
            Kind = kind,
            Values = chunks == 1 ? inPlace : _values.AsSpan(0, _valueBytes),
            Keys = _keys.AsSpan(0, _keyCount),
            Size = size,
        };
    }

    private void AddIntegers(ReadOnlySpan<byte> packed)
    {
        var integers = new ProtobufReader(packed);
        while (!integers.AtEnd)
        {
            AddInteger(integers.ReadVarint());
        }
    }

    // Protocol buffers store an int32 as the 64 bits of its value and keep the low 32 when reading.
    private void AddInteger(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, unchecked((int)value));
        AddValues(bytes);
    }

    private void AddValues(ReadOnlySpan<byte> values)
    {
        if (_values.Length - _valueBytes < values.Length)
        {
            Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Math.Max(2L * _values.Length, _valueBytes + (long)values.Length)));
        }

        values.CopyTo(_values.AsSpan(_valueBytes));
        _valueBytes += values.Length;
    }

    private void AddKeys(ref ProtobufReader reader, int wireType)
    {
        if (wireType == ProtobufReader.Varint)
        {
            AddKey(reader.ReadVarint());
            return;
        }

        var packed = reader.ReadBytes();
        var keys = new ProtobufReader(packed);
        while (!keys.AtEnd)
        {
            AddKey(keys.ReadVarint());
        }
    }

    private void AddKey(ulong key)
    {
        if (_keyCount == _keys.Length)
        {
            Array.Resize(ref _keys, Math.Max(64, 2 * _keys.Length));
        }

        _keys[_keyCount++] = key;
    }

    private static UInt128 Multiply(ref ProtobufReader reader, int wireType, UInt128? size)
    {
        if (wireType == ProtobufReader.Varint)
        {
            return Multiply(size ?? 1, reader.ReadVarint());
        }

        var dimensions = new ProtobufReader(reader.ReadBytes());
        var product = size ?? 1;
        while (!dimensions.AtEnd)
        {
            product = Multiply(product, dimensions.ReadVarint());
        }

        return product;
    }

    // Two factors of 64 bits fit; a product beyond that is impossible whatever follows, and stays so.
    private static UInt128 Multiply(UInt128 size, ulong dimension) =>
        size > ulong.MaxValue && dimension > 0 ? UInt128.MaxValue : (ulong)size * (UInt128)dimension;
}

namespace Slipway.Data;

/// <summary>The entries of <c>aialgs.data.Record</c>'s two maps, in the order of the file; other fields are passed over.</summary>
/// <param name="record">The bytes of the record.</param>
internal ref struct RecordEntries(ReadOnlySpan<byte> record)
{
    private const int FeaturesField = 1;
    private const int LabelField = 2;
    private const int KeyField = 1;
    private const int ValueField = 2;

    private ProtobufReader _record = new(record);

    /// <summary>The next entry; false at the end.</summary>
    /// <exception cref="RecordIoException">The bytes are no such record.</exception>
    public bool TryRead(out bool isLabel, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        while (_record.TryReadTag(out var field, out var wireType))
        {
            if (field is FeaturesField or LabelField)
            {
                if (wireType != ProtobufReader.Bytes)
                {
                    throw new RecordIoException("the payload is no aialgs.data.Record: its features are no map");
                }

                isLabel = field == LabelField;
                ReadEntry(_record.ReadBytes(), out key, out value);
                return true;
            }

            _record.Skip(wireType);
        }

        isLabel = false;
        key = default;
        value = default;
        return false;
    }

    private static void ReadEntry(ReadOnlySpan<byte> entry, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = default;
        value = default;
        var reader = new ProtobufReader(entry);
        while (reader.TryReadTag(out var field, out var wireType))
        {
            if (field is KeyField or ValueField && wireType == ProtobufReader.Bytes)
            {
                if (field == KeyField)
                {
                    key = reader.ReadBytes();
                }
                else
                {
                    value = reader.ReadBytes();
                }
            }
            else
            {
                reader.Skip(wireType);
            }
        }
    }
}

using System.Reflection;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Makes the records of one pass, batch by batch. Not thread-safe.</summary>
internal sealed class RecordDecoder<T>
{
    private readonly ConstructorInvoker? _constructor;
    private readonly RecordSlot[] _arguments;
    private readonly RecordSlot[] _setters;
    private readonly object?[] _values;
    private readonly string _source;
    private RecordBatch? _batch;
    private long _before;

    /// <summary>Creates the decoder; every slot is bound already.</summary>
    public RecordDecoder(ConstructorInfo? constructor, RecordSlot[] arguments, RecordSlot[] setters, string source)
    {
        _constructor = constructor is null ? null : ConstructorInvoker.Create(constructor);
        _arguments = arguments;
        _setters = setters;
        _values = new object?[arguments.Length];
        _source = source;
    }

    /// <summary>Goes on to the next batch of the pass.</summary>
    public void SetBatch(RecordBatch batch)
    {
        _before += _batch?.Length ?? 0;
        _batch = batch;
        foreach (var slot in _arguments.Concat(_setters))
        {
            slot.Cells?.SetColumn(batch.Column(slot.Column));
        }
    }

    /// <summary>The record of a row of the current batch.</summary>
    /// <exception cref="DataFormatException">A value is missing or does not fit the property; names row, column and value.</exception>
    public T Read(int row)
    {
        for (var i = 0; i < _arguments.Length; i++)
        {
            _values[i] = Value(_arguments[i], row);
        }

        var record = _constructor is null ? default(T)! : _constructor.Invoke(_values.AsSpan());
        foreach (var slot in _setters)
        {
            slot.Setter!.Invoke(record, Value(slot, row));
        }

        return (T)record;
    }

    private object? Value(RecordSlot slot, int row)
    {
        if (slot.Cells is null)
        {
            return slot.Default;
        }

        if (!slot.Cells.TryRead(row, out var value, out var text))
        {
            throw new DataFormatException(
                $"the value does not fit '{TypeNames.Of(slot.Type)} {slot.Name}' of {TypeNames.Of(typeof(T))}", _source, _before + row + 1,
                slot.ColumnName, text, remedy: "Give the property a wider type.");
        }

        return value is not null || slot.AcceptsNull ? value : throw new DataFormatException(
            $"the value is missing, but '{TypeNames.Of(slot.Type)} {slot.Name}' of {TypeNames.Of(typeof(T))} cannot hold null", _source,
            _before + row + 1, slot.ColumnName, remedy: $"Make the property nullable ({TypeNames.Of(slot.Type)}?).");
    }
}

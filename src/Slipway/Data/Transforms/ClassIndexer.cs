using System.Text;
using Apache.Arrow;

namespace Slipway.Data;

/// <summary>Numbers the distinct values of a label column in the order in which they appear; null is a class of its own.</summary>
/// <param name="source">Description of the source, for messages.</param>
/// <param name="column">Name of the label column, for messages.</param>
internal sealed class ClassIndexer(string source, string column)
{
    private readonly Dictionary<long, int> _numbers = [];
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);
    private char[] _chars = new char[256];
    private int _nullClass = -1;

    /// <summary>Number of classes so far.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the class of each row.</summary>
    /// <exception cref="DataFormatException">The column holds measurements, vectors or another thing that is no class.</exception>
    public void Append(IArrowArray labels, List<int> classes)
    {
        switch (labels)
        {
            case StringArray texts:
                for (var i = 0; i < texts.Length; i++)
                {
                    classes.Add(texts.IsNull(i) ? NullClass() : Text(texts.GetBytes(i)));
                }

                break;
            case BooleanArray flags:
                for (var i = 0; i < flags.Length; i++)
                {
                    classes.Add(flags.GetValue(i) is { } flag ? Number(flag ? 1 : 0) : NullClass());
                }

                break;
            case DoubleArray a: AppendReals(a, classes); break;
            case FloatArray a: AppendReals(a, classes); break;
            case Int64Array a: AppendIntegers(a, classes); break;
            case Int32Array a: AppendIntegers(a, classes); break;
            case Int16Array a: AppendIntegers(a, classes); break;
            case Int8Array a: AppendIntegers(a, classes); break;
            case UInt64Array a: AppendIntegers(a, classes); break;
            case UInt32Array a: AppendIntegers(a, classes); break;
            case UInt16Array a: AppendIntegers(a, classes); break;
            case UInt8Array a: AppendIntegers(a, classes); break;
            default:
                throw new DataFormatException(
                    "a stratified Split cannot tell classes apart by this column", source, column: column, value: labels.Data.DataType.Name,
                    expected: "text, whole numbers or booleans", remedy: "Choose another label or Split without stratified.");
        }
    }

    private void AppendIntegers<T>(PrimitiveArray<T> values, List<int> classes) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        var span = values.Values;
        for (var i = 0; i < span.Length; i++)
        {
            classes.Add(values.IsNull(i) ? NullClass() : Number(long.CreateTruncating(span[i])));
        }
    }

    private void AppendReals<T>(PrimitiveArray<T> values, List<int> classes) where T : struct, System.Numerics.IFloatingPoint<T>
    {
        var span = values.Values;
        for (var i = 0; i < span.Length; i++)
        {
            if (values.IsNull(i) || T.IsNaN(span[i]))
            {
                classes.Add(NullClass());
            }
            else if (T.IsInteger(span[i]))
            {
                // +0.0 makes -0.0 the class of 0.0.
                classes.Add(Number(BitConverter.DoubleToInt64Bits(double.CreateChecked(span[i]) + 0.0)));
            }
            else
            {
                throw new DataFormatException(
                    "a stratified Split needs classes and this is a measurement", source, column: column,
                    value: span[i].ToString(null, System.Globalization.CultureInfo.InvariantCulture),
                    expected: "whole numbers, text or booleans",
                    remedy: "For a regression label, Split without stratified.");
            }
        }
    }

    private int Number(long value)
    {
        ref var index = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out var known);
        return known ? index : index = Count++;
    }

    private int Text(ReadOnlySpan<byte> utf8)
    {
        if (_chars.Length < utf8.Length)
        {
            _chars = new char[utf8.Length];
        }

        var text = _chars.AsSpan(0, Encoding.UTF8.GetChars(utf8, _chars));
        var lookup = _texts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var index))
        {
            lookup[text] = index = Count++;
        }

        return index;
    }

    private int NullClass() => _nullClass >= 0 ? _nullClass : _nullClass = Count++;
}

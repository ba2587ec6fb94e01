using System.Reflection;

namespace Slipway.Data;

/// <summary>
/// Reads a property through an open delegate: no reflection and no boxing per call, under the JIT and NativeAOT. A struct's getter takes
/// its receiver by reference, a class's by value. An enum can be read as its underlying integer.
/// </summary>
internal readonly struct PropertyGetter<T, TValue>
{
    private readonly Func<T, TValue>? _ofClass;
    private readonly Getter? _ofStruct;

    public PropertyGetter(PropertyInfo property)
    {
        var method = property.GetMethod!;
        if (typeof(T).IsValueType)
        {
            _ofStruct = method.CreateDelegate<Getter>();
        }
        else
        {
            _ofClass = method.CreateDelegate<Func<T, TValue>>();
        }
    }

    private delegate TValue Getter(ref T row);

    public TValue Get(ref T row) => typeof(T).IsValueType ? _ofStruct!(ref row) : _ofClass!(row);
}

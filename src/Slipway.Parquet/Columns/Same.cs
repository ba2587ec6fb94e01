namespace Slipway.Data;

/// <summary>The stored value as it is.</summary>
internal readonly struct Same<T> : IConversion<T, T>
{
    public T Convert(T value) => value;
}

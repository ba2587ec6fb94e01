namespace Slipway.S3Double.Storage;

/// <summary>The order of S3's lists: by the bytes of the keys in UTF-8, which is the order of code points and not that of UTF-16.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var common = Math.Min(x.Length, y.Length);
        for (var i = 0; i < common; i++)
        {
            if (x[i] != y[i])
            {
                // A surrogate stands for a code point above U+FFFF, so it comes after every other unit.
                var surrogate = char.IsSurrogate(x[i]).CompareTo(char.IsSurrogate(y[i]));
                return surrogate != 0 ? surrogate : x[i].CompareTo(y[i]);
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}

namespace Slipway.Data;

/// <summary>What inference has seen of one property.</summary>
internal sealed class JsonColumnProfile
{
    /// <summary>True when a number was seen.</summary>
    public bool HasNumber { get; set; }

    /// <summary>True when a string was seen.</summary>
    public bool HasText { get; set; }

    /// <summary>True when <c>true</c> or <c>false</c> was seen.</summary>
    public bool HasBoolean { get; set; }

    /// <summary>Length of its arrays; 0 when none was seen.</summary>
    public int ArrayLength { get; set; }

    /// <summary>Number of the object that had it last, to notice a second time in one object.</summary>
    public long LastRow { get; set; } = -1;

    /// <summary>True when a single value was seen.</summary>
    public bool HasScalar => HasNumber || HasText || HasBoolean;

    /// <summary>The type of single values.</summary>
    public ColumnType Type => HasText || (HasBoolean && HasNumber) ? ColumnType.Text : HasBoolean ? ColumnType.Boolean : ColumnType.Number;
}

namespace Slipway.Data;

/// <summary>What to do with a JSON property that is not among the columns.</summary>
public enum JsonUnknownProperty
{
    /// <summary>It is an error.</summary>
    Error,

    /// <summary>It is skipped, whatever its value.</summary>
    Ignore,
}

namespace Slipway.Testing;

/// <summary>An implementation does not keep to its contract.</summary>
public sealed class ConformanceException : SlipwayException
{
    /// <summary>Creates the error.</summary>
    /// <param name="check">Name of the check.</param>
    /// <param name="finding">What the implementation did, and what the contract asks for, as a sentence.</param>
    /// <param name="innerException">What the implementation threw, if it threw.</param>
    public ConformanceException(string check, string finding, Exception? innerException = null)
        : base($"{check}: {finding}", innerException)
    {
        Check = check;
        Finding = finding;
    }

    /// <summary>Name of the check.</summary>
    public string Check { get; }

    /// <summary>What the implementation did, and what the contract asks for.</summary>
    public string Finding { get; }
}

namespace Slipway.Storage;

/// <summary>Someone alive holds a <see cref="StoreLease"/>.</summary>
/// <param name="holder">Who, e.g. <c>process 17 on mill</c>.</param>
internal sealed class LeaseHeldException(string holder) : Exception($"Held by {holder}.")
{
    /// <summary>Who holds it.</summary>
    public string Holder { get; } = holder;
}

namespace Slipway.Storage;

/// <summary>How a <see cref="StoreLease"/> is kept.</summary>
/// <param name="Renewal">Time between signs of life.</param>
/// <param name="Duration">Without a sign for so long, another may take over; several times <paramref name="Renewal"/>.</param>
internal sealed record LeaseTimes(TimeSpan Renewal, TimeSpan Duration);

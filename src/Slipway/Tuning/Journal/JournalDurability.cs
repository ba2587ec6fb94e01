namespace Slipway.Tuning;

/// <summary>What a line of a journal must survive when the call that wrote it has returned.</summary>
internal enum JournalDurability
{
    /// <summary>Nothing for a second or so, where writing is dear: what it says is known elsewhere too.</summary>
    Soon,

    /// <summary>The death of this process.</summary>
    Process,

    /// <summary>A loss of power as well.</summary>
    Power,
}

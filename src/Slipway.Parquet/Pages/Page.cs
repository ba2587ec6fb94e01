namespace Slipway.Data;

/// <summary>An unpacked data page.</summary>
/// <param name="Values">Values, missing ones included; of a list its items.</param>
/// <param name="Encoding">How the values that are present are stored.</param>
/// <param name="Repetition">Repetition levels; empty when there are none.</param>
/// <param name="Definition">Definition levels; empty when there are none.</param>
/// <param name="Data">The values that are present.</param>
internal readonly record struct Page(int Values, int Encoding, PageBytes Repetition, PageBytes Definition, PageBytes Data);

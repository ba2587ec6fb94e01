namespace Slipway.Peers.Torch;

/// <summary>A symbol version that a shared library needs of another.</summary>
/// <param name="Name">E.g. <c>GLIBCXX_3.4.32</c>.</param>
/// <param name="Index">Its number in the table of symbol versions.</param>
/// <param name="FlagsOffset">Where its flags are in the file.</param>
/// <param name="IsWeak">Whether the loader goes on without it.</param>
internal readonly record struct ElfVersionNeed(string Name, int Index, long FlagsOffset, bool IsWeak);

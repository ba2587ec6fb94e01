namespace Slipway.Storage;

/// <summary>Tells the one error that says a file is held open by somebody else from those that will not pass: no space, no handles, no rights.</summary>
internal static class SharingViolation
{
    /// <summary>EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.</summary>
    public static bool Is(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}

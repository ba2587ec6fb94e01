namespace Slipway.Peers.Foundation;

internal static class MemoryChild
{
    public static int Run(string[] a) => a.Length;
}

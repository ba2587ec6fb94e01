using System.Net;
using System.Net.Sockets;

namespace Slipway.S3Double.Ceph;

/// <summary>Finds consecutive free ports, below those that the system gives to outgoing connections.</summary>
internal static class LoopbackPorts
{
    private const int First = 12_000;
    private const int Last = 31_000;

    /// <summary>The first of <paramref name="count"/> consecutive ports of 127.0.0.1 on which nobody listens now.</summary>
    public static int Find(int count)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var start = Random.Shared.Next(First, Last - count);
            if (Enumerable.Range(start, count).All(IsFree))
            {
                return start;
            }
        }

        throw new InvalidOperationException($"No {count} consecutive ports of 127.0.0.1 are free between {First} and {Last}.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

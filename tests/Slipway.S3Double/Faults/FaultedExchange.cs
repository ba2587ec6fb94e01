using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Slipway.S3Double.Operations;

namespace Slipway.S3Double.Faults;

/// <summary>One exchange with a client, with what a fault does to its connection.</summary>
internal sealed class FaultedExchange(HttpContext context, S3Fault? fault, CancellationToken stopped)
{
    private const int DripsPerSecond = 20;

    /// <summary>Faults before the operation.</summary>
    public async Task BeforeAsync()
    {
        switch (fault)
        {
            case S3Fault.Delay delay:
                await Task.Delay(delay.Time, stopped);
                break;
            case S3Fault.ResetRequest reset:
                await TakeAsync(reset.AfterBytes);
                Reset();
                throw new ConnectionCutException();
            case S3Fault.Error { AfterEffect: false } error:
                throw Refusal(error);
            case S3Fault.ErrorInBody error:
                throw new S3RefusedException(200, error.Code, "Injected.");
        }
    }

    /// <summary>Faults after the operation, before its answer.</summary>
    public async Task AfterAsync()
    {
        switch (fault)
        {
            case S3Fault.Error { AfterEffect: true } error:
                throw Refusal(error);
            case S3Fault.ResetResponse { AfterBytes: < 0 }:
                Reset();
                throw new ConnectionCutException();
            case S3Fault.Hang { AfterBytes: < 0 }:
                await HangAsync();
                break;
        }
    }

    /// <summary>Sends an answer, as far as the fault lets it.</summary>
    public async Task SendAsync(S3Response response)
    {
        var http = context.Response;
        http.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            http.Headers[name] = value;
        }

        if (response.Status is not (204 or 304))
        {
            http.ContentLength = response.StatedLength ?? response.Body.Length;
        }

        if (context.Request.Method == "HEAD" || response.Body.IsEmpty)
        {
            return;
        }

        switch (fault)
        {
            case S3Fault.ResetResponse reset:
                await WriteAsync(response.Body[..Within(reset.AfterBytes, response.Body)]);
                Reset();
                throw new ConnectionCutException();
            case S3Fault.Truncate truncate when truncate.AfterBytes < response.Body.Length:
                await WriteAsync(response.Body[..Within(truncate.AfterBytes, response.Body)]);
                throw new ConnectionCutException(); // the web server closes the connection when it finds bytes missing
            case S3Fault.Hang hang:
                await WriteAsync(response.Body[..Within(hang.AfterBytes, response.Body)]);
                await HangAsync();
                break;
            case S3Fault.Drip drip:
                await DripAsync(drip, response.Body);
                break;
            default:
                await http.Body.WriteAsync(response.Body, context.RequestAborted);
                break;
        }
    }

    private static int Within(long bytes, ReadOnlyMemory<byte> body) => (int)Math.Clamp(bytes, 0, body.Length);

    private static S3RefusedException Refusal(S3Fault.Error error) => new(error.Status, error.Code, "Injected: please reduce your request rate.")
    {
        Headers = error.RetryAfterSeconds is { } seconds ? [("Retry-After", S3Xml.Number(seconds))] : [],
    };

    private async Task DripAsync(S3Fault.Drip drip, ReadOnlyMemory<byte> body)
    {
        var step = (int)Math.Max(1, drip.BytesPerSecond / DripsPerSecond);
        var pause = TimeSpan.FromSeconds((double)step / drip.BytesPerSecond);
        var position = Within(drip.AfterBytes, body);
        await WriteAsync(body[..position]);
        while (position < body.Length)
        {
            await Task.Delay(pause, stopped);
            var count = Math.Min(step, body.Length - position);
            await WriteAsync(body.Slice(position, count));
            position += count;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task HangAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopped);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
    }

    private async Task TakeAsync(long bytes)
    {
        var buffer = new byte[64 * 1024];
        while (bytes > 0)
        {
            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), context.RequestAborted);
            if (read == 0)
            {
                return;
            }

            bytes -= read;
        }
    }

    // Closing with no time to linger sends RST instead of FIN.
    private void Reset()
    {
        context.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        context.Abort();
    }
}

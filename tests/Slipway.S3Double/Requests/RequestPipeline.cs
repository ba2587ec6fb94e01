using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.S3Double.Bodies;
using Slipway.S3Double.Faults;
using Slipway.S3Double.Operations;
using Slipway.S3Double.Signing;
using Slipway.S3Double.Storage;

namespace Slipway.S3Double.Requests;

/// <summary>The way of a request: parse, fault, verify, read, carry out, send, log.</summary>
internal sealed class RequestPipeline(
    S3DoubleOptions options, S3Buckets buckets, FaultPlan faults, S3RequestLog log, Func<DateTimeOffset> now, CancellationToken stopped)
{
    private readonly SignatureVerifier _verifier = new(options, now);

    public async Task HandleAsync(HttpContext context)
    {
        var number = log.Begin();
        var id = string.Create(CultureInfo.InvariantCulture, $"DOUBLE{number:D10}");
        S3Request? request = null;
        S3Fault? fault = null;
        var exchange = new FaultedExchange(context, null, stopped);
        try
        {
            S3Response response;
            context.Response.Headers["x-amz-request-id"] = id;
            context.Response.Headers["x-amz-id-2"] = S3Xml.HostId;
            context.Response.Headers.Server = "SlipwayS3Double";
            context.Response.Headers.Date = now().ToString("R", CultureInfo.InvariantCulture);
            try
            {
                request = S3Request.Parse(context);
                fault = NextFault(request);
                exchange = new FaultedExchange(context, fault, stopped);
                response = await AnswerAsync(request, fault, exchange, context.RequestAborted);
            }
            catch (S3RefusedException e)
            {
                response = S3Response.Of(e, request?.Path ?? "", id);
            }
            catch (Exception e) when (IsCut(e))
            {
                log.Add(Record(context, request, number, id, null, fault));
                return;
            }

            // Before the answer is sent: who has it, finds it here.
            log.Add(Record(context, request, number, id, response, fault));
            await exchange.SendAsync(response);
        }
        catch (Exception e) when (IsCut(e))
        {
            // The client has gone, or a fault has cut the connection: nobody is left to be told.
        }
        finally
        {
            log.End();
        }
    }

    private static bool IsCut(Exception e) => e is ConnectionCutException or OperationCanceledException or IOException or BadHttpRequestException;

    private static S3RequestRecord Record(HttpContext context, S3Request? request, long number, string id, S3Response? response, S3Fault? fault) => new(
        number,
        request?.Operation ?? S3Operation.Unknown,
        request?.Bucket ?? "",
        request?.Key ?? "",
        request?.Header("Range"),
        id,
        response?.Status ?? 0,
        response?.ErrorCode,
        fault?.ToString(),
        context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal));

    private S3Fault? NextFault(S3Request request)
    {
        var facts = new S3RequestFacts(request.Operation, request.Bucket, request.Key, request.Header("Range"), request.Value("partNumber"));
        S3Fault? fault = null;
        foreach (var next in faults.Next(facts))
        {
            if (next is S3Fault.Before hook)
            {
                hook.Action(buckets);
            }
            else
            {
                fault = next;
            }
        }

        return fault;
    }

    private async Task<S3Response> AnswerAsync(S3Request request, S3Fault? fault, FaultedExchange exchange, CancellationToken cancellationToken)
    {
        await exchange.BeforeAsync();
        var signature = _verifier.Verify(request);
        if (signature is null && (request.Key.Length == 0 && request.Method is "PUT" or "DELETE" || request.Bucket.Length == 0 || !buckets[request.Bucket].AllowAnonymous))
        {
            throw new S3RefusedException(403, "AccessDenied", "Access Denied");
        }

        var body = await RequestBodyReader.ReadAsync(request, signature, cancellationToken);
        var response = S3Operations.Execute(new S3Call(request, body, buckets, options, fault));
        await exchange.AfterAsync();
        return response;
    }
}

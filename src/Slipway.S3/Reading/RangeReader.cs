using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Slipway.Telemetry;

namespace Slipway.Storage;

/// <summary>Fetches ranges of one object, all of the same version.</summary>
/// <param name="requests">Runs requests.</param>
/// <param name="uri">The object.</param>
/// <param name="ifMatch">ETag that it must have; null takes that of the first answer.</param>
internal sealed class RangeReader(S3Requests requests, Uri uri, string? ifMatch)
{
    private readonly (string Bucket, string Key) _name = S3Uri.Parse(uri);
    private readonly TaskCompletionSource<ObjectVersion> _version = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Known with the first answer; fails with the first range.</summary>
    public Task<ObjectVersion> Version => _version.Task;

    private ObjectVersion? Known => _version.Task.IsCompletedSuccessfully ? _version.Task.Result : null;

    /// <summary>Fills a part. Never throws: a failure is the part's.</summary>
    public async Task FetchAsync(ReadPart part, CancellationToken cancellationToken)
    {
        var call = new S3Call("GetObject", uri) { Position = part.Offset };
        try
        {
            await requests.RunAsync(call, (client, watch) => AttemptAsync(client, part, call, watch), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var failure = e is S3Exception { StatusCode: HttpStatusCode.PreconditionFailed } changed
                ? await ChangedAsync(changed, cancellationToken).ConfigureAwait(false)
                : e;
            part.Fail(failure);
            _version.TrySetException(failure);
            _ = _version.Task.Exception; // the part carries it too
        }
        finally
        {
            part.Release();
        }
    }

    private async Task<bool> AttemptAsync(IAmazonS3 client, ReadPart part, S3Call call, RequestWatch watch)
    {
        var start = part.Offset + part.Filled;
        var expected = Known?.ETag ?? ifMatch;
        var request = new GetObjectRequest
        {
            BucketName = _name.Bucket,
            Key = _name.Key,
            ByteRange = new ByteRange(start, part.Offset + part.Length - 1),
            EtagToMatch = expected is null ? null : ETags.Quoted(expected),
        };
        GetObjectResponse response;
        try
        {
            response = await client.GetObjectAsync(request, watch.Token).ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            await BeyondEndAsync(client, part, watch).ConfigureAwait(false);
            return true;
        }

        using (response)
        {
            var answer = AnsweredRange.Of(response);
            Check(answer, start, expected);
            part.Prepare((int)Math.Min(part.Length, answer.Version.Size - part.Offset));
            if (answer.Length != part.Length - part.Filled && !(answer.IsWhole && start == 0))
            {
                throw new S3AnswerException(string.Create(
                    CultureInfo.InvariantCulture, $"The server sent {answer.Length} bytes for the {part.Length - part.Filled} that were asked for"), isRetryable: true);
            }

            _version.TrySetResult(answer.Version);
            await CopyAsync(response.ResponseStream, part, call, watch).ConfigureAwait(false);
            return true;
        }
    }

    private async Task CopyAsync(Stream body, ReadPart part, S3Call call, RequestWatch watch)
    {
        while (part.Filled < part.Length)
        {
            watch.Expect("the next bytes of the object", requests.Options.StallTimeout);
            var read = await body.ReadAsync(part.Rest, watch.Token).ConfigureAwait(false);
            if (read == 0)
            {
                throw new S3AnswerException(string.Create(
                    CultureInfo.InvariantCulture, $"The body ended {part.Length - part.Filled} bytes before its stated end"), isRetryable: true);
            }

            part.Advance(read);
            call.Position += read;
            S3Telemetry.Read(read);
        }
    }

    // The condition of the request is checked by the server; that it did so, and answered the range, is checked here.
    private void Check(AnsweredRange answer, long start, string? expected)
    {
        if (answer.Start != start)
        {
            throw new S3AnswerException(string.Create(
                CultureInfo.InvariantCulture, $"The server was asked for a range from byte {start} and sent one from byte {answer.Start}"), isRetryable: false);
        }

        if ((expected is not null && answer.Version.ETag != expected) || Known is { } known && answer.Version.Size != known.Size)
        {
            throw new S3AnswerException(
                string.Create(CultureInfo.InvariantCulture, $"The object has changed: its ETag is {answer.Version.ETag}, of {answer.Version.Size} bytes, ") +
                string.Create(CultureInfo.InvariantCulture, $"expected {expected}{(Known is { } before ? $", of {before.Size} bytes" : "")}"), isRetryable: false);
        }
    }

    // An empty object has no range at all, so only its size tells whether the range starts at its end or beyond.
    private async Task BeyondEndAsync(IAmazonS3 client, ReadPart part, RequestWatch watch)
    {
        var head = await client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = _name.Bucket, Key = _name.Key }, watch.Token).ConfigureAwait(false);
        var version = new ObjectVersion(ETags.Bare(head.ETag), head.ContentLength);
        Check(new AnsweredRange(part.Offset, 0, version, IsWhole: false), part.Offset, Known?.ETag ?? ifMatch);
        if (version.Size != part.Offset)
        {
            throw new S3AnswerException(
                string.Create(CultureInfo.InvariantCulture, $"The object has {version.Size} bytes; a range cannot start at {part.Offset}"),
                isRetryable: version.Size > part.Offset);
        }

        part.Prepare(0);
        part.Advance(0);
        _version.TrySetResult(version);
    }

    private async Task<Exception> ChangedAsync(S3Exception refusal, CancellationToken cancellationToken)
    {
        var expected = Known?.ETag ?? ifMatch;
        string now;
        try
        {
            var call = new S3Call("HeadObject", uri);
            now = await requests.RunAsync(
                call,
                async (client, watch) => ETags.Bare((await client.GetObjectMetadataAsync(
                    new GetObjectMetadataRequest { BucketName = _name.Bucket, Key = _name.Key }, watch.Token).ConfigureAwait(false)).ETag),
                cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            return e is FileNotFoundException ? e : refusal;
        }
        catch (OperationCanceledException e)
        {
            return e;
        }

        return new S3Exception(
            $"{uri} has changed: its ETag is {now}, expected {expected}. Stat it again and read the new version. Request id {refusal.RequestId}.",
            uri, refusal.Operation, refusal)
        {
            Offset = refusal.Offset,
            StatusCode = refusal.StatusCode,
            ErrorCode = refusal.ErrorCode,
            RequestId = refusal.RequestId,
            Attempts = refusal.Attempts,
        };
    }
}

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Slipway.Storage;

/// <summary>The SDK's client, with a correction of its URLs.</summary>
internal sealed class S3Client : AmazonS3Client
{
    public S3Client(AmazonS3Config config) : base(config)
    {
    }

    public S3Client(AWSCredentials credentials, AmazonS3Config config) : base(credentials, config)
    {
    }

    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerAfter<Signer>(new LeadingSlashHandler());
    }

    /// <summary>
    /// With the bucket in the path, the SDK (4.1.0) joins <c>/bucket</c> and the key <c>/name</c> to <c>/bucket/name</c>, which is another key; the signature is that of <c>/bucket//name</c>.
    /// With a slash at the end of the endpoint it keeps the key's.
    /// </summary>
    private sealed class LeadingSlashHandler : PipelineHandler
    {
        public override void InvokeSync(IExecutionContext executionContext)
        {
            Correct(executionContext.RequestContext.Request);
            base.InvokeSync(executionContext);
        }

        public override Task<T> InvokeAsync<T>(IExecutionContext executionContext)
        {
            Correct(executionContext.RequestContext.Request);
            return base.InvokeAsync<T>(executionContext);
        }

        private static void Correct(IRequest request)
        {
            if (request.PathResources.TryGetValue("{Key+}", out var key) && key.StartsWith('/') && !request.Endpoint.AbsoluteUri.EndsWith('/'))
            {
                request.Endpoint = new Uri(request.Endpoint.AbsoluteUri + "/");
            }
        }
    }
}

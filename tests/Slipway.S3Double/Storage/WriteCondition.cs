namespace Slipway.S3Double.Storage;

/// <summary>The conditions of a write: checked and carried out in one step, so that of racing writers one wins.</summary>
/// <param name="IfMatch">ETag that the object must have, or null.</param>
/// <param name="IfNoneMatch"><c>*</c> when there must be no object, or null.</param>
internal sealed record WriteCondition(string? IfMatch, string? IfNoneMatch)
{
    public void Check(string key, StoredObject? current)
    {
        if (IfNoneMatch is not null)
        {
            if (IfNoneMatch.Trim() != "*")
            {
                throw S3RefusedException.NotImplemented("If-None-Match with a value other than * on a write");
            }

            if (current is not null)
            {
                throw S3RefusedException.PreconditionFailed("If-None-Match");
            }
        }

        if (IfMatch is null)
        {
            return;
        }

        if (current is null)
        {
            throw S3RefusedException.NoSuchKey(key);
        }

        if (IfMatch.Trim() != "*" && IfMatch.Trim().Trim('"') != current.ETag)
        {
            throw S3RefusedException.PreconditionFailed("If-Match");
        }
    }
}

namespace Slipway.Models;

/// <summary>A model with the number of its users; the last one out disposes it.</summary>
internal sealed class SharedModel(Model model)
{
    private int _users = 1; // the TrainedModel itself

    public Model Model => model;

    /// <summary>False when the last user has gone.</summary>
    public bool TryAcquire()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            model.Dispose();
        }
    }
}

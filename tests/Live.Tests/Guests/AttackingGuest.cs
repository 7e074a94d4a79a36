namespace Hostelry.Live.Tests.Guests;

/// <summary>A guest for a class's tests to share, with all its limits in force.</summary>
public sealed class AttackingGuest(LiveHost live) : IAsyncDisposable
{
    private LiveGuest? _guest;

    public async Task<LiveGuest> GetAsync()
    {
        if (_guest is null)
        {
            _guest = await live.StartGuestAsync(41);
            await _guest.SettledAsync();
        }

        return _guest;
    }

    public async ValueTask DisposeAsync()
    {
        if (_guest is not null)
        {
            await _guest.DisposeAsync();
        }
    }
}

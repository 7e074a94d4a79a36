using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// Acts of staff that write customers' rows. Staff's own role only reads those, so the use case runs in a scope of its
/// own as the worker's, under the name of who is signed in.
/// </summary>
internal sealed class StaffActs(IServiceScopeFactory scopes, Tenant tenant)
{
    public async Task<TResult> DoAsync<TUseCase, TResult>(Func<TUseCase, Task<TResult>> act)
        where TUseCase : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker(tenant.Actor);
        return await act(scope.ServiceProvider.GetRequiredService<TUseCase>());
    }
}

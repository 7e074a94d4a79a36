using Hostelry.Billing.Coupons;
using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Acts of a person that no single tenant's rights cover: they run in a scope of their own with the worker's rights, under the
/// person's name. The list is complete; a test compares it with who asks. Never within an open transaction: the scope has a
/// connection of its own.
/// </summary>
public sealed class BeyondTenant(IServiceScopeFactory scopes)
{
    public static IReadOnlyDictionary<Type, string> Uses { get; } = new Dictionary<Type, string>
    {
        [typeof(OpenAccount)] = "makes an account and the organization it begins with, in one transaction",
        [typeof(CloseAccount)] = "leaves every organization that the person belongs to",
        [typeof(FoundOrganization)] = "makes an organization and its place in the books, which the web role only reads",
        [typeof(RedeemCoupon)] = "uses up a coupon, which is its seller's, for the person's own organization",
    };

    /// <param name="actor">As audit rows name who acts.</param>
    /// <param name="act">The use case's work.</param>
    public async Task<T> DoAsync<TUse, T>(string actor, Func<TUse, Task<T>> act)
        where TUse : notnull
    {
        if (!Uses.ContainsKey(typeof(TUse)))
        {
            throw new InvalidOperationException($"{typeof(TUse).Name} stays within its tenant.");
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker(actor);
        return await act(scope.ServiceProvider.GetRequiredService<TUse>());
    }
}

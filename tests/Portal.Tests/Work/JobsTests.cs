using Hangfire;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Work;

/// <summary>Whoever may write a job may not decide what a worker runs.</summary>
public sealed class JobsTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Job_that_is_not_ours_is_never_run(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var trace = Path.Combine(Path.GetTempPath(), Guid.CreateVersion7().ToString("N"));

        var job = portal.Services.GetRequiredService<IBackgroundJobClient>().Enqueue(() => File.WriteAllText(trace, "ran"));
        var states = portal.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        string? state = null;
        while (state is not ("Failed" or "Deleted" or "Succeeded"))
        {
            await Task.Delay(50, TestApi.Stop);
            state = states.JobDetails(job).History[0].StateName;
        }

        Assert.NotEqual("Succeeded", state);
        Assert.False(File.Exists(trace));
    }
}

namespace Hostelry.Provisioning.Operations;

/// <summary>Names of the flows: data in <see cref="Operation.Kind"/>, and what the API shows as <c>command</c>.</summary>
public static class OperationKind
{
    public const string CreateServer = "create_server";
    public const string DeleteServer = "delete_server";
    public const string StartServer = "start_server";
    public const string StopServer = "stop_server";
    public const string ShutdownServer = "shutdown_server";
    public const string RebootServer = "reboot_server";
    public const string ResetServer = "reset_server";
    public const string RebuildServer = "rebuild_server";
    public const string ResetPassword = "reset_password";
    public const string ChangeType = "change_server_type";
    public const string SuspendServer = "suspend_server";
    public const string ResumeServer = "resume_server";
}

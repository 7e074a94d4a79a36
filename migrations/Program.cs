using Hostelry.Migrations;

return await MigrationCommand.RunAsync(args, CancellationToken.None);

namespace StockFlow.Simulator.Seeds;

/// <summary>The files of one seed: the app's store and its backups. In memory where the system has a folder there.</summary>
internal sealed class SeedDisk : IDisposable
{
    /// <summary>Takes away what a run of the same seed may have left behind.</summary>
    public SeedDisk(int seed)
    {
        var folder = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"stockflow-seeds-{Environment.ProcessId}")).FullName;
        StorePath = Path.Combine(folder, $"{seed}.db");
        BackupFolder = StorePath + "-backups";
        Dispose();
    }

    public string StorePath { get; }

    public string BackupFolder { get; }

    /// <summary>The store is gone, and the backups are not. Nothing may have it open.</summary>
    public void LoseStore()
    {
        File.Delete(StorePath);
        File.Delete(StorePath + ".lock");
        File.Delete(StorePath + "-journal");
    }

    /// <summary>Leaves nothing.</summary>
    public void Dispose()
    {
        LoseStore();
        if (Directory.Exists(BackupFolder))
        {
            Directory.Delete(BackupFolder, recursive: true);
        }
    }
}

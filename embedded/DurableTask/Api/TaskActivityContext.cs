namespace Microsoft.DurableTask;

/// <summary>What an activity knows about its call.</summary>
public abstract class TaskActivityContext
{
    /// <summary>The activity's name.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The calling orchestration's instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The empty string stands for none.</summary>
    public virtual string Version => string.Empty;
}

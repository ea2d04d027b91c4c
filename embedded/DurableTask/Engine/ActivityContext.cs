using Microsoft.DurableTask;

namespace EmbeddedFunctions.DurableTask;

internal sealed class ActivityContext(ActivityCall call) : TaskActivityContext
{
    public override TaskName Name => call.Name;

    public override string InstanceId => call.InstanceId;
}

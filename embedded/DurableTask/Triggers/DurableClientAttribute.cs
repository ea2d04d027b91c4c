using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a parameter that receives a <see cref="Microsoft.DurableTask.Client.DurableTaskClient"/>.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>Null stands for the app's own task hub, the only one this host has.</summary>
    public string? TaskHub { get; set; }

    /// <summary>Null stands for the app's own storage, the only one this host has.</summary>
    public string? ConnectionName { get; set; }
}

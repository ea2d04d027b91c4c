namespace Azure.Messaging.ServiceBus;

/// <summary>The broker refused an operation, or could not do it.</summary>
public class ServiceBusException : Exception
{
    public ServiceBusException()
    {
    }

    public ServiceBusException(
        bool isTransient,
        string message,
        string? entityName = null,
        ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError,
        Exception? innerException = null)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EntityPath = entityName;
        Reason = reason;
    }

    public ServiceBusException(string message, ServiceBusFailureReason reason, string? entityPath = null, Exception? innerException = null)
        : this(TransientReason(reason), message, entityPath, reason, innerException)
    {
    }

    /// <summary>The queue, or null when the failure concerns none.</summary>
    public string? EntityPath { get; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTransient { get; }

    public ServiceBusFailureReason Reason { get; }

    public override string Message =>
        EntityPath is null ? $"{base.Message} ({Reason})" : $"{base.Message} ({Reason}, queue '{EntityPath}')";

    private static bool TransientReason(ServiceBusFailureReason reason) => reason is
        ServiceBusFailureReason.ServiceBusy or ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceCommunicationProblem;
}

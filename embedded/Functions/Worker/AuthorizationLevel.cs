namespace Microsoft.Azure.Functions.Worker;

/// <summary>The key an HTTP function asks for.</summary>
public enum AuthorizationLevel
{
    /// <summary>None.</summary>
    Anonymous = 0,

    /// <summary>A user's token. The embedded host refuses it at start.</summary>
    User = 1,

    /// <summary>A function key, or the master key.</summary>
    Function = 2,

    /// <summary>A system key. The embedded host refuses it at start.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}

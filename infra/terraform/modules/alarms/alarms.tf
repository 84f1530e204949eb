locals {
  load_balancer = [for balancer in var.load_balancer == null ? [] : [var.load_balancer] : {
    errors = {
      description = "More than 10 requests a minute fail with 5xx. 503: the database is away. 500: the log has it at level error."
      namespace   = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", statistic = "Sum"
      dimensions  = { LoadBalancer = balancer.load_balancer }
      threshold   = 10, minutes = 5
    }
    no-task = {
      description = "No task answers the load balancer."
      namespace   = "AWS/ApplicationELB", metric = "HealthyHostCount", statistic = "Minimum"
      dimensions  = { LoadBalancer = balancer.load_balancer, TargetGroup = balancer.target_group }
      threshold   = 1, minutes = 3, below = true, missing = "breaching"
    }
    slow = {
      description = "Requests take longer than half a second on average."
      namespace   = "AWS/ApplicationELB", metric = "TargetResponseTime", statistic = "Average"
      dimensions  = { LoadBalancer = balancer.load_balancer }
      threshold   = 0.5, minutes = 10
    }
  }]

  databases = var.database == null ? [] : [merge(var.database, {
    dimensions = { (var.database.is_aurora ? "DBClusterIdentifier" : "DBInstanceIdentifier") = var.database.identifier }
  })]
  database = concat(
    [for database in local.databases : {
      database-cpu = {
        description = "The CPU of the database is busy for more than 80 %."
        namespace   = "AWS/RDS", metric = "CPUUtilization", statistic = "Average"
        dimensions  = database.dimensions
        threshold   = 80, minutes = 15
      }
    }],
    # The disk of Aurora grows without a limit.
    [for database in local.databases : {
      database-disk = {
        description = "The database has less than 4 GB of disk left. It grows up to storage_gb.max by itself."
        namespace   = "AWS/RDS", metric = "FreeStorageSpace", statistic = "Minimum"
        dimensions  = database.dimensions
        threshold   = 4000000000, minutes = 10, below = true
      }
    } if !database.is_aurora],
  )

  cache = {
    for node in var.cache == null ? [] : range(1, var.cache.nodes + 1) : "cache-memory-${node}" => {
      description = "Redis is full by more than 80 %. At 100 % it takes no writes, and Docket counts limits in each process."
      namespace   = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", statistic = "Maximum"
      dimensions  = { CacheClusterId = format("%s-%03d", var.cache.id, node) }
      threshold   = 80, minutes = 15
    }
  }

  workers = [for name in var.workers ? [var.name] : [] : {
    no-worker = {
      description = "No worker has done background work for three minutes."
      namespace   = "Docket", metric = "docket_background_overdue_seconds", statistic = "Maximum"
      dimensions  = { service = name }
      threshold   = 180, minutes = 3, missing = "breaching"
    }
    dead-jobs = {
      description = "Jobs have failed for good: `docket jobs` lists and retries them."
      namespace   = "Docket", metric = "docket_jobs", statistic = "Maximum"
      dimensions  = { service = name, state = "dead" }
      threshold   = 0, minutes = 5
    }
  }]

  instance = [for instance in var.instance == null ? [] : [var.instance] : {
    instance = {
      description = "The instance does not answer EC2: restart it."
      namespace   = "AWS/EC2", metric = "StatusCheckFailed", statistic = "Maximum"
      dimensions  = { InstanceId = instance.id }
      threshold   = 0, minutes = 5
    }
    instance-cpu = {
      description = "The CPU of the instance is busy for more than 80 %."
      namespace   = "AWS/EC2", metric = "CPUUtilization", statistic = "Average"
      dimensions  = { InstanceId = instance.id }
      threshold   = 80, minutes = 15
    }
  }]

  functions = {
    for name, function in var.functions : "lambda-${name}" => {
      description = "The function ${function} fails: its log says why."
      namespace   = "AWS/Lambda", metric = "Errors", statistic = "Sum"
      dimensions  = { FunctionName = function }
      threshold   = 0, minutes = 1
    }
  }

  defaults = { below = false, missing = "notBreaching" }
  alarms = {
    for name, alarm in merge(concat(
      local.load_balancer, local.database, local.workers, local.instance, [local.cache, local.functions],
    )...) : name => merge(local.defaults, alarm)
  }
}

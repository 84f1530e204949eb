locals {
  docket = {
    for role, task in local.roles : role => {
      name                   = "docket"
      image                  = var.image
      command                = task.command
      essential              = true
      user                   = "1000"
      readonlyRootFilesystem = true
      # A process stops within 28 seconds.
      stopTimeout     = 60
      linuxParameters = { initProcessEnabled = true, capabilities = { drop = ["ALL"] } }
      portMappings    = role == "api" ? [{ containerPort = 8000, protocol = "tcp" }] : []
      mountPoints     = [{ sourceVolume = "data", containerPath = "/data", readOnly = false }]
      environment     = [for name, value in local.settings : { name = name, value = value }]
      secrets         = [for name, arn in var.secret_arns : { name = name, valueFrom = arn }]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.main[role].name
          awslogs-region        = data.aws_region.current.region
          awslogs-stream-prefix = "docket"
          # A slow CloudWatch does not hold up Docket.
          mode            = "non-blocking"
          max-buffer-size = "16m"
        }
      }
      # The migration ends by itself and serves no health check.
      healthCheck = role == "migrate" ? null : {
        command     = ["CMD", "node", "bin/healthcheck.js"]
        interval    = 10
        timeout     = 10
        retries     = 3
        startPeriod = 60
      }
    }
  }

  # Reads the metrics of the worker beside it, and writes those that alarms and scaling need as CloudWatch metrics of
  # the namespace Docket.
  collector = {
    name                   = "collector"
    image                  = var.collector_image
    essential              = false
    readonlyRootFilesystem = true
    restartPolicy          = { enabled = true }
    environment            = [{ name = "AOT_CONFIG_CONTENT", value = yamlencode(local.collector_settings) }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.main["worker"].name
        awslogs-region        = data.aws_region.current.region
        awslogs-stream-prefix = "collector"
      }
    }
  }

  metrics_of_service = ["docket_relay_lag_seconds", "docket_background_overdue_seconds", "docket_database_up", "docket_redis_up"]

  collector_settings = {
    receivers = {
      prometheus = {
        config = {
          scrape_configs = [{
            job_name        = "docket"
            scrape_interval = "30s"
            static_configs  = [{ targets = ["127.0.0.1:9464"], labels = { service = var.name } }]
            metric_relabel_configs = [{
              source_labels = ["__name__"]
              regex         = join("|", concat(["docket_jobs"], local.metrics_of_service))
              action        = "keep"
            }]
          }]
        }
      }
    }
    exporters = {
      awsemf = {
        namespace               = "Docket"
        log_group_name          = aws_cloudwatch_log_group.main["metrics"].name
        dimension_rollup_option = "NoDimensionRollup"
        metric_declarations = [
          { dimensions = [["service", "state"]], metric_name_selectors = ["^docket_jobs$"] },
          { dimensions = [["service"]], metric_name_selectors = [for name in local.metrics_of_service : "^${name}$"] },
        ]
      }
    }
    service = { pipelines = { metrics = { receivers = ["prometheus"], exporters = ["awsemf"] } } }
  }
}

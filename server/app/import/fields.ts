/** The tables to find. */
export const KINDS = ['users', 'profiles', 'projects', 'members', 'categories', 'tasks'] as const
export type Kind = (typeof KINDS)[number]

type TableDescription = {
  /** Matches the name of the table, after the label of a Django app. */
  table: RegExp
  /** The possible columns of each field, the likeliest first, without underscores. */
  fields: Record<string, readonly string[]>
  /** A table without one column of each of these is not a match. */
  required: readonly (readonly string[])[]
}

const CREATED = ['createdat', 'created', 'createdon', 'datecreated', 'creationdate', 'timestamp']
const UPDATED = ['updatedat', 'updated', 'updatedon', 'modified', 'modifiedat', 'lastmodified', 'datemodified']
const OWNER = ['ownerid', 'owner', 'userid', 'user', 'createdbyid', 'createdby', 'creatorid', 'creator', 'authorid']
const NAME = ['name', 'title']
const DESCRIPTION = ['description', 'details', 'notes', 'content', 'body']
const DELETED = ['isdeleted', 'deleted', 'deletedat', 'deletedon']
const COLOR = ['color', 'colour']
const USER = ['userid', 'user', 'memberid', 'member', 'accountid', 'customuserid']
const PROJECT = ['projectid', 'project']

export const TABLE_DESCRIPTIONS = {
  users: {
    table: /^(users?|customusers?|accounts?|auth_user|app_users?)$/,
    fields: {
      username: ['username', 'login', 'nickname'],
      email: ['email', 'emailaddress', 'mail'],
      password: ['passwordhash', 'hashedpassword', 'password', 'pwhash', 'pwdhash'],
      first_name: ['firstname', 'givenname'],
      last_name: ['lastname', 'familyname', 'surname'],
      display_name: ['displayname', 'fullname', 'name'],
      bio: ['bio', 'about', 'aboutme'],
      avatar_url: ['avatarurl', 'avatar'],
      timezone: ['timezone', 'tz'],
      locale: ['locale', 'language', 'lang'],
      is_admin: ['issuperuser', 'isadmin', 'admin'],
      role: ['role'],
      is_active: ['isactive', 'active', 'enabled'],
      deleted: DELETED,
      created_at: ['datejoined', 'joinedat', 'registeredat', ...CREATED],
      last_login_at: ['lastlogin', 'lastloginat', 'lastseen'],
    },
    required: [['password'], ['username', 'email']],
  },
  profiles: {
    table: /^(user)?_?profiles?$/,
    fields: {
      user: USER,
      display_name: ['displayname', 'fullname', 'name'],
      bio: ['bio', 'about', 'aboutme'],
      avatar_url: ['avatarurl', 'avatar', 'picture'],
      timezone: ['timezone', 'tz'],
      locale: ['locale', 'language', 'lang'],
    },
    required: [['user']],
  },
  projects: {
    table: /^projects?$/,
    fields: {
      name: NAME,
      description: DESCRIPTION,
      color: COLOR,
      owner: OWNER,
      archived: ['archived', 'isarchived'],
      archived_at: ['archivedat'],
      deleted: DELETED,
      created_at: CREATED,
      updated_at: UPDATED,
    },
    required: [['name']],
  },
  members: {
    table: /^(projects?_?(members?|memberships?|users?|collaborators?)|memberships?)$/,
    fields: { project: PROJECT, user: USER, role: ['role'], created_at: ['addedat', 'joinedat', ...CREATED] },
    required: [['project'], ['user']],
  },
  categories: {
    table: /^categor(y|ies)$/,
    fields: {
      name: NAME,
      color: COLOR,
      owner: OWNER,
      project: PROJECT,
      deleted: DELETED,
      created_at: CREATED,
      updated_at: UPDATED,
    },
    required: [['name']],
  },
  tasks: {
    table: /^(tasks?|todos?|todo_?items?|task_?items?|to_?dos?)$/,
    fields: {
      title: ['title', 'name', 'summary', 'task', 'text'],
      description: DESCRIPTION,
      status: ['status', 'state'],
      completed: ['completed', 'iscompleted', 'complete', 'iscomplete', 'done', 'isdone', 'finished'],
      completed_at: ['completedat', 'completedon', 'datecompleted', 'completiondate', 'doneat', 'finishedat'],
      priority: ['priority', 'prioritylevel'],
      due_date: ['duedate', 'dueat', 'due', 'deadline', 'dueon', 'duedatetime'],
      start_date: ['startdate', 'startat', 'startsat', 'start'],
      position: ['position', 'sortorder', 'order'],
      owner: OWNER,
      assigned_to: ['assignedtoid', 'assignedto', 'assigneeid', 'assignee', 'assigneduserid'],
      project: PROJECT,
      category: ['categoryid', 'category'],
      deleted: DELETED,
      created_at: CREATED,
      updated_at: UPDATED,
    },
    required: [['title']],
  },
} as const satisfies Record<Kind, TableDescription>

export type FieldOf<K extends Kind> = keyof (typeof TABLE_DESCRIPTIONS)[K]['fields'] & string
